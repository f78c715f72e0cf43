# What the benchmarks share; to be sourced. Needs size_mib, used_percent, java and benchmarks, the directory this is in.
# shellcheck shell=bash disable=SC2154

fail() {
  echo "$*" >&2
  exit 1
}

is_disk() {
  [ -f "$1" ] && [ "$(stat -c %s "$1")" -eq $((size_mib * 1048576)) ]
}

# The disk of a server: a GPT with one ext4 file system that holds the files below /usr, as many as make it as full as asked.
make_disk() {
  echo "making a disk of $size_mib MiB in $PWD" >&2
  local want=$((size_mib * 1048576 / 100 * used_percent)) have=0 copy=0
  rm -rf files "$1" disk.part
  mkdir files
  while [ $((want - have)) -gt $((want / 1000)) ]; do
    copy=$((copy + 1))
    mkdir "files/$copy"
    # awk reads to the end: sort would fail if it did not.
    find /usr -xdev -type f -readable -printf '%s %p\0' | sort -z -k 2 |
      awk -v RS='\0' -v ORS='\0' -v left="$((want - have))" \
        '{ size = int(($1 + 4095) / 4096) * 4096 } size <= left { left -= size; print substr($0, length($1) + 2) }' |
      tar -c --null -T - 2> /dev/null | tar -x -C "files/$copy"
    have=$((have + $(du -s --block-size=1 "files/$copy" | cut -f 1) + 1))
    [ "$copy" -lt 50 ] || fail "/usr has too few files to fill a disk"
  done
  truncate -s "${size_mib}M" disk.part
  printf 'label: gpt\nstart=2048, type=L\n' | sfdisk -q disk.part
  mkfs.ext4 -q -F -E offset=1048576,root_owner=0:0 -d files disk.part "$((size_mib * 1024 - 2048))k"
  rm -rf files
  mv disk.part "$1"
}

# day-1.raw, and day-2.raw: 3 % of it rewritten in clumps, and new files.
make_days() {
  is_disk day-1.raw || { rm -f day-2.raw; make_disk day-1.raw; }
  if ! is_disk day-2.raw; then
    cp --sparse=always day-1.raw day-2.part
    mkdir -p mnt
    mount -o loop,offset=1048576 day-2.part mnt
    "$java" "$benchmarks/AgeTree.java" mnt 3 1
    umount mnt
    mv day-2.part day-2.raw
  fi
}

# median FILE EXPRESSION: of an awk expression over the lines of a file.
median() {
  awk "{ print $2 }" "$1" | sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}
