#!/bin/sh
# The browser in the network namespace $PARLEY_NAMESPACE, as one process, so that its driver can end it.
exec nsenter "--net=/run/netns/$PARLEY_NAMESPACE" "$PARLEY_CHROMIUM" "$@"
