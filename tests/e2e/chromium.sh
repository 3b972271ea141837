#!/bin/sh
# chromium.sh FLAG ...: the program $CHROMIUM, without what it prepares in each new window and no page can see.
# Those are the pages of its address bar, which suggest addresses, and a process for the site after this one.
# They take half of its processor time. Of several --disable-features it takes the last alone: so Playwright's is made longer.
for flag in "$@"; do
    shift
    case $flag in
        --disable-features=*) flag=$flag,WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess ;;
    esac
    set -- "$@" "$flag"
done
exec "$CHROMIUM" "$@"
