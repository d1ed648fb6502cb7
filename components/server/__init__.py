"""What only the ASGI server has: data addresses, link previews, headers, compression, health and metrics. No page needs any of it."""
