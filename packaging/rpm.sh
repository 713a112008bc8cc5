#!/usr/bin/env bash
# rpm.sh OUT VERSION: RPM packages of the Debian packages in OUT, also into OUT, for RHEL 9, Fedora 35 and later.
# The same packages give the same bytes.
set -euo pipefail
[ $# = 2 ] || { echo "usage: packaging/rpm.sh OUT VERSION" >&2; exit 2; }
out=$(realpath "$1")
# Newer than what came before it, as in deb.sh.
version=${2/-/\~}
cd "$(dirname "$0")/.."
export TZ=UTC LC_ALL=C SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for name in psonoci psono-server; do
  for architecture in amd64:x86_64 arm64:aarch64; do
    deb=$out/${name}_${version}_${architecture%:*}.deb architecture=${architecture#*:}
    [ -e "$deb" ] || continue
    tree=$work/$name.$architecture
    dpkg-deb --extract "$deb" "$tree"

    # The same files where this family looks for them.
    licenses=$tree/usr/share/licenses/$name
    install -D -m 644 LICENSE "$licenses/LICENSE"
    gunzip <"$tree/usr/share/doc/$name/THIRD-PARTY-LICENSES.gz" >"$licenses/THIRD-PARTY-LICENSES"
    rm "$tree/usr/share/doc/$name"/{copyright,THIRD-PARTY-LICENSES.gz}
    if [ -d "$tree/usr/share/zsh" ]; then mv "$tree"/usr/share/zsh/{vendor-completions,site-functions}; fi
    if [ -d "$tree/usr/lib/$name" ]; then
      # What runs as a service has to be labelled as a program: SELinux knows those of this directory.
      mkdir "$tree/usr/libexec"
      mv "$tree/usr/lib/$name" "$tree/usr/libexec/$name"
      ln -sfn "../libexec/$name/$name" "$tree/usr/bin/$name"
      sed -i "s,/usr/lib/$name/,/usr/libexec/$name/," "$tree/usr/lib/systemd/system/$name.service"
    fi
    chmod -R u=rwX,go=rX "$tree/usr"
    find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

    rpmbuild -bb --quiet --target "$architecture-linux" \
      --define "tree $tree" --define "version_ $version" --define "_topdir $work/rpm" --define "_tmppath $work" \
      --define "_rpmdir $out" --define "_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm" \
      --define "_buildhost localhost" --define "use_source_date_epoch_as_buildtime 1" --define "clamp_mtime_to_source_date_epoch 1" \
      --define "_binary_payload ${RPM_PAYLOAD:-w19.zstdio}" --define "__os_install_post %nil" --define "debug_package %nil" \
      --define "_build_id_links none" "packaging/rpm/$name.spec" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    rm -rf "$tree" "$work/rpm"
  done
done
