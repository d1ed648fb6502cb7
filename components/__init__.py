"""The dashboard's own code: contract and tables, analysis, charts, exports, server, blocks of the pages."""
