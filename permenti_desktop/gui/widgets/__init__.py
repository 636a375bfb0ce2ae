"""Small parts that pages are put together from; each file holds one part."""
