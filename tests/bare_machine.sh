#!/bin/sh
# A bare machine, and the README's two commands and continuous integration's on it:
#
#   tests/bare_machine.sh SUITE WHO STEP …
#
#   SUITE   a release that debootstrap knows: bookworm, trixie, noble …
#   WHO     root, or user: an ordinary user, who may not become root
#   STEP    run     ./gw run, up to its page, one ./gw demo, a clean stop
#           test    ./gw test: what needs a package that is not there is skipped
#           ci      .ci/run: nothing is skipped; root's turn must come first, since it installs the packages
#           WORD …  after `--`: any command in the checkout, for example  -- ./gw test tests/channels -k dovecot
#
# The machine is a directory, $BARE_ROOTS/SUITE (default: /var/tmp/gw-bare), made by debootstrap with next to nothing in
# it, and kept until it is removed by hand. What runs in it sees its own processes only, which end with it; the network
# is this machine's. The commit that is checked out here is tried, not the work tree.
#
# As root, with debootstrap installed. BARE_MIRROR names the mirror; without it, it is the one of this machine's own apt
# (for Ubuntu on Debian, and the other way round: the neighbouring directory). BARE_KEYRING names the keyring of a release
# that this machine's own does not know.
set -eu

HERE=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd -P)
ROOTS=${BARE_ROOTS:-/var/tmp/gw-bare}
NAME=gateway
CHECKOUT=/srv/$NAME

die() { printf 'bare_machine: %s\n' "$*" >&2; exit 2; }
say() { printf '==> %s\n' "$*" >&2; }
usage() { sed -n '2,/^set -eu/{/^set -eu/d;s/^# \{0,1\}//;p;}' "$0" >&2; exit 2; }

# --- the machine -----------------------------------------------------------------------------------------------------

SCRIPTS=/usr/share/debootstrap/scripts
# A release that this debootstrap is too old to know is taken for Ubuntu's, whose releases share one script.
is_ubuntu() { [ ! -e "$SCRIPTS/$1" ] || grep -qs 'default_mirror http.*ubuntu' "$SCRIPTS/$1"; }

mirror() {
    site=${BARE_MIRROR:-$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -E '/(debian|ubuntu)/?$' | head -n 1)}
    [ -n "$site" ] || die "this machine's apt names no mirror: BARE_MIRROR=http://…"
    [ -n "${BARE_MIRROR-}" ] || site=${site%/*}/$(is_ubuntu "$1" && echo ubuntu || echo debian)
    printf '%s\n' "$site"
}

make_machine() {
    [ ! -e "$ROOT/made" ] || return 0
    say "making $ROOT"
    rm -rf --one-file-system "$ROOT"
    mkdir -p "$ROOTS"
    set -- "$SUITE" "$ROOT" "$(mirror "$SUITE")"
    [ -e "$SCRIPTS/$SUITE" ] || set -- "$@" "$SCRIPTS/gutsy"
    debootstrap --variant=minbase --include=ca-certificates ${BARE_KEYRING:+--keyring="$BARE_KEYRING"} "$@" >"$ROOT.log" 2>&1 ||
        die "debootstrap failed: $(tail -n 3 "$ROOT.log")"
    ! is_ubuntu "$SUITE" || sed -i 's/ main$/ main universe/' "$ROOT/etc/apt/sources.list"
    chroot "$ROOT" useradd --create-home --shell /bin/sh ordinary
    : >"$ROOT/made"
}

# What a machine gets from the network it stands in: names, and the authorities that its way out is signed by.
place() {
    cp /etc/resolv.conf /etc/hosts "$ROOT/etc/"
    cp /etc/ssl/certs/ca-certificates.crt "$ROOT/etc/ssl/certs/ca-certificates.crt"
}

check_out() {
    rm -rf "$ROOT$CHECKOUT.new" && mkdir -p "$ROOT$CHECKOUT.new"
    git -C "$HERE" archive HEAD | tar -x -C "$ROOT$CHECKOUT.new"
    mkdir -p "$ROOT$CHECKOUT"
    # an environment that was set up stays; all else is of this commit
    find "$ROOT$CHECKOUT" -mindepth 1 -maxdepth 1 ! -name '.venv*' -exec rm -rf {} +
    cp -a "$ROOT$CHECKOUT.new/." "$ROOT$CHECKOUT/" && rm -rf "$ROOT$CHECKOUT.new"
    chroot "$ROOT" chown -R "$OWNER:" "$CHECKOUT"
}

# --- in it -----------------------------------------------------------------------------------------------------------

# A process tree of its own with /proc and /dev of its own; ends with the command.
inside() {
    # shellcheck disable=SC2016 # expanded in there
    unshare --mount --pid --fork --kill-child sh -c '
        set -eu
        root=$1 owner=$2 checkout=$3; shift 3
        mount -t proc proc "$root/proc"
        mount -t sysfs -o ro sysfs "$root/sys"
        mount -t tmpfs -o mode=755 dev "$root/dev"
        for node in null zero full random urandom tty; do touch "$root/dev/$node"; mount --bind "/dev/$node" "$root/dev/$node"; done
        mkdir "$root/dev/pts" "$root/dev/shm"
        mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
        ln -s pts/ptmx "$root/dev/ptmx"
        ln -s /proc/self/fd "$root/dev/fd"
        mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
        [ "$owner" = root ] && home=/root || home=/home/$owner
        bundle=/etc/ssl/certs/ca-certificates.crt
        exec chroot "$root" setpriv --reuid "$owner" --regid "$owner" --init-groups --inh-caps=-all env -i \
            HOME="$home" USER="$owner" LOGNAME="$owner" LANG=C.UTF-8 TERM=dumb CI="${CI-}" GW_TEST_JOBS="${GW_TEST_JOBS-}" \
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin SSL_CERT_FILE=$bundle PIP_CERT=$bundle \
            sh -c "cd $checkout && exec \"\$@\"" sh "$@"
    ' sh "$ROOT" "$OWNER" "$CHECKOUT" "$@"
}

# The README's first command, up to its page; the demo beside it; a clean stop.
RUN='
    began=$(date +%s)
    said=$(mktemp)
    ./gw run >"$said" 2>&1 & gateway=$!
    until grep -q "gw: running" "$said"; do
        kill -0 $gateway 2>/dev/null || { cat "$said"; echo "./gw run ended"; exit 1; }
        sleep 0.2
    done
    echo "./gw run: there after $(($(date +%s) - began)) s"
    ./gw demo || { cat "$said"; exit 1; }
    kill -TERM $gateway
    wait $gateway || { cat "$said"; echo "./gw run did not stop cleanly"; exit 1; }
'

step() {
    began=$(date +%s)
    say "$SUITE, as $OWNER: $*"
    case $1 in
    run) inside sh -euc "$RUN" ;;
    test) inside ./gw test ;;
    ci) CI=true inside .ci/run ;;
    --) shift && inside "$@" ;;
    *) usage ;;
    esac
    say "$SUITE, as $OWNER: well after $(($(date +%s) - began)) s"
}

[ $# -ge 3 ] || usage
[ "$(id -u)" -eq 0 ] || die "needs root: debootstrap and chroot do"
command -v debootstrap >/dev/null || die "needs debootstrap: apt-get install debootstrap"
SUITE=$1
case $2 in
root) OWNER=root ;;
user) OWNER=ordinary ;;
*) usage ;;
esac
ROOT=$ROOTS/$SUITE
CHECKOUT=$CHECKOUT-$2
shift 2

make_machine
place
check_out
while [ $# -gt 0 ]; do
    if [ "$1" = -- ]; then
        step "$@"
        break
    fi
    step "$1"
    shift
done
