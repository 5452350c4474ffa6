#!/bin/sh
# The ribbon tab in WPS, for this user: @ACTION@. No root, no network, no Python.
exec sh "$(dirname "$0")/files/installer.sh" @ACTION@
