"""Fills the cache while the image is built."""

from app.extractor import load

if __name__ == "__main__":
    load()
