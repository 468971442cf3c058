# Runs "$@" in this shell's place, and kills it when standard input closes: that is, when the process that holds
# the other end of the pipe is gone, however it went.
#
# The watcher is nobody's child (hence the double fork), so whoever signals the server with all its children leaves
# it alone, and a server that was stopped with SIGSTOP is killed as well. A session of the server's own keeps the
# terminal's Ctrl-C from it: its parent ends it.
exec 3<&0
( (trap '' INT HUP TERM; read -r end <&3; kill -KILL "$$") >/dev/null 2>&1 & )
exec 3<&- </dev/null
if command -v setsid >/dev/null; then
  exec setsid "$@"
fi
exec "$@"
