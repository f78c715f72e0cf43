# Draws the picture from the medians; to be sourced by run.
# shellcheck shell=bash disable=SC2154
bar() { # bar GROUP LABEL NAME
  [ ! -f "$3.times" ] || echo "$1|$2|$(of "$3" 1)"
}
draw() {
  awk -F '|' '
    { group[NR] = $1; label[NR] = $2; seconds[NR] = $3; if ($3 > most) most = $3 }
    END {
      y = 34
      for (i = 1; i <= NR; i++) {
        if (group[i] != group[i - 1]) {
          y += 14
          body = body sprintf("<text x=\"8\" y=\"%d\" font-weight=\"bold\">%s</text>\n", y + 12, group[i])
          y += 20
        }
        own = label[i] ~ /^SMC for Java/
        width = seconds[i] / most * 420
        body = body sprintf("<text x=\"250\" y=\"%d\" text-anchor=\"end\"%s>%s</text>\n", y + 12, own ? " font-weight=\"bold\"" : "", label[i])
        body = body sprintf("<rect x=\"258\" y=\"%d\" width=\"%.1f\" height=\"15\" rx=\"2\" fill=\"%s\"/>\n", y, width, own ? "#d9480f" : "#868e96")
        body = body sprintf("<text x=\"%.1f\" y=\"%d\">%.1f s</text>\n", 264 + width, y + 12, seconds[i])
        y += 20
      }
      printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 %d\" width=\"760\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#212529\">\n", y + 12, y + 12
      printf "<rect width=\"760\" height=\"%d\" fill=\"#ffffff\"/>\n", y + 12
      printf "<text x=\"8\" y=\"22\" font-size=\"15\" font-weight=\"bold\">A disk of 4 GiB, 57 %% in use, 2 cores, both ends on one machine: seconds</text>\n%s</svg>\n", body
    }'
}
{
  bar 'Full copy, encrypted, compressed' 'SMC for Java' tls
  bar 'Full copy, encrypted, compressed' 'SMC for Java, read back and verified' tls-verify
  bar 'Full copy, encrypted, compressed' 'rsync -z (in clear)' rsync
  bar 'Full copy, encrypted, compressed' 'dd | zstd -1 | ssh' dd-zstd-ssh
  bar 'Full copy, encrypted, compressed' 'restic (local)' restic
  bar 'Full copy, encrypted' 'SMC for Java' tls-stored
  bar 'Full copy, encrypted' 'nbdcopy' nbdcopy-tls
  bar 'Full copy, in clear' 'SMC for Java' plain-stored
  bar 'Full copy, in clear' 'nbdcopy' nbdcopy
  bar 'Next day, encrypted' 'SMC for Java' tls-incremental
  bar 'Next day, encrypted' 'SMC for Java, nothing changed' tls-unchanged
  bar 'Next day, encrypted' 'blocksync-fast' blocksync
  bar 'Next day, encrypted' 'bdsync' bdsync
  bar 'Next day, encrypted' 'rsync (in clear)' rsync-delta
} | draw > report.svg
