"""The screen of the network: groups with their rhythm, meetings with minutes, promises until they are kept."""
