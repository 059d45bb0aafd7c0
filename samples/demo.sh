#!/bin/sh
# Index the sample articles into a folder of their own and show three kinds of search.
# VNNEWS names the command; everything it writes goes into a temporary folder.
set -eu
vnnews=${VNNEWS:-vnnews}
VNNEWS_INDEX=$(mktemp -d)/index
export VNNEWS_INDEX
trap 'rm -rf "$(dirname "$VNNEWS_INDEX")"' EXIT

run() {
  printf '\n\n$ vnnews %s\n' "$1"
  shift
  "$vnnews" "$@"
}

echo "Sample articles of an invented province are indexed, then searched in three ways."
run "index samples" index samples
run "search -n 2 '\"đại đoàn kết\"'          # a phrase" search -n 2 '"đại đoàn kết"'
run "search -n 2 'date:7/2020'               # a month; ~ marks an inferred day" \
  search -n 2 'date:7/2020'
run "search -n 2 'officer:\"Trần Sĩ Phục\"'    # an officer; Trần Sĩ Phúc is another man" \
  search -n 2 'officer:"Trần Sĩ Phục"'
printf '\nTry your own: .venv/bin/vnnews index YOUR_FOLDER, then .venv/bin/vnnews search WORDS\n'
