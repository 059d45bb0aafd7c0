"""Tests of intake: files and records in, articles out."""
