"""The rules of OCOP, pure: no clock, no database, no network, nothing written."""
