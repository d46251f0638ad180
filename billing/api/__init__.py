"""What programs report and read of usage and transcriptions over HTTP."""
