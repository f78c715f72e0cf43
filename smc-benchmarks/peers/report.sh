# Prints the table; to be sourced by run.
# shellcheck shell=bash disable=SC2154
of() { # of NAME COLUMN
  if [ -f "$1.times" ]; then median "$1.times" "\$$2"; else echo -; fi
}
beside() { # beside WHAT OURS OTHER ITS LIMIT
  awk -v what="$1" -v w="$(of "$2" 1)" -v other="$3" -v o="$(of "$4" 1)" -v limit="$5" \
    'BEGIN { printf "| %s | %s | %.2f | %.2f | **%.2f** | %s |\n", what, other, o, w, w / o, limit }'
}
row() { # row WHAT OURS PEER LIMIT
  [ -f "$3.times" ] || return 0
  awk -v what="$1" -v peer="$3" -v limit="$4" -v w="$(of "$2" 1)" -v pw="$(of "$3" 1)" -v cold="$(of "$2-cold" 1)" -v c="$(of "$2" 2)" \
    -v pc="$(of "$3" 2)" -v b="$(of "$2" 3)" -v pb="$(of "$3" 3)" 'BEGIN {
      printf "| %s | %s | %.2f | %.2f | **%.2f** | %s | %s | %.1f | %.1f | %.2f | %.0f | %s |\n", what, peer, pw, w, w / pw, limit,
        (cold == "-") ? "" : sprintf("%.2f", cold / pw), pc, c, c / pc, b / 1e6, (pb > 0 && peer != "restic") ? sprintf("%.2f", b / pb) : "" }'
}
printf '%s; %s; %s cores; Linux %s; disk of %s MiB, %s %% in use; medians of %s rounds\n\n' "$(date -u +%Y-%m-%d)" \
  "$("$java" -version 2>&1 | head -n 1)" "$(nproc)" "$(uname -r)" "$size_mib" "$used_percent" "$rounds"
echo '| what | peer | peer s | this s | ratio | limit | cold | peer CPU s | this CPU s | CPU ratio | wire MB | wire ratio |'
echo '|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|'
row 'full, TLS' tls dd-zstd-ssh 0.35
row 'full, TLS' tls rsync 0.35
row 'full, TLS' tls restic 0.45
row 'full, TLS, stored' tls-stored nbdcopy-tls 0.9
row 'full, plain, stored' plain-stored nbdcopy 0.9
row 'incremental, TLS' tls-incremental blocksync 0.6
row 'incremental, TLS' tls-incremental bdsync 0.6
row 'incremental, TLS' tls-incremental rsync-delta 0.2
echo
echo '| what | beside | its s | this s | ratio | limit |'
echo '|---|---|---:|---:|---:|---:|'
beside 'full, TLS, read back and verified' tls-verify 'not verified' tls 1.35
beside 'nothing changed, TLS' tls-unchanged 'reading and SHA-256 of what is in use, 2 threads' sha256 1.3
echo
echo "peak memory MiB: $(cat ./*.rss | sort -n | tail -n 1 | awk '{ print int($1 / 1024) }')"
