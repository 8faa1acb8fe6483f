"""Adapters: files, formats and whatever else touches the world outside."""
