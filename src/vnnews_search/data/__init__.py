"""Language data: commented tables, read once where they are needed."""
