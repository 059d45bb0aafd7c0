"""The command ``vnnews``: parse, call the library, render. Nothing else lives here."""
