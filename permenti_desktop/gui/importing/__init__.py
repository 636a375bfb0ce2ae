"""The section "Liste übernehmen": from a file of another program to records, with nothing written before the end."""
