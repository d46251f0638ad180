"""What resellers and customers see and do about credits."""
