#!/usr/bin/env bash
# Runs a command as root in this environment. Cargo runs tests with it when the user is not root: the test instances'
# sshd need mount namespaces of their own.
exec sudo --preserve-env env "PATH=$PATH" "$@"
