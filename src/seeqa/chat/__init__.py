"""The web chat and its other doors.

What an answer looks like (render), the page (page, evaluate_tab, feedback), its being opened
(opening), the HTTP endpoints (api), the page of a quote (item), the MCP tools (tools), the lock
(guard), and the server that has them all (server).
"""
