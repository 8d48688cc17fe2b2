# Width counts terminal columns: combining characters take none, wide ones two.
printf 'e\xcc\x81\nab\n\xe6\xbc\xa2\xe5\xad\x97\n\xf0\x9f\x98\x80\n' | dfshow
printf 'e\xcc\x81\nab\n' | LC_ALL=C dfshow --no-truncate
# Control characters cannot reach the terminal.
printf 'a\033[31mred\nb\302\2331mc1\n' | dfshow --no-truncate
# Emoji of several code points: joined, with a colour, keycaps, flags, made emoji by U+FE0F.
printf '%s\n' 👨‍👩‍👧 👍🏽 1️⃣ '#️⃣' x1️⃣y 🇩🇪 🇩🇪🇫🇷 ❤️ ❤ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏳️‍🌈 👩🏽‍🚀 🤷🏿‍♀️ क्‍ष 🇩 🏽 漢👍🏽字 ab | dfshow
