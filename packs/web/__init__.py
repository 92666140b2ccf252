"""A pack as web pages: one file by itself, and a folder for any web server."""
