"""The files of a solution: starter files with its own files, or a patch, laid over them. Pure."""
