"""雷同: texts that resemble another body's, or the body's own of last year."""
