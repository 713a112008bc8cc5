using Psono.Cli.Commands.Vault;

namespace Psono.Cli.Commands.Help;

/// <summary>The lines that people copy.</summary>
internal static class HelpExamples
{
    public static string[] Of(string command) => command switch
    {
        "psonoci" =>
        [
            "psonoci -c psonoci.toml run -- ./service.py --port 8080",
            "psonoci -c psonoci.toml secret get 'mail server' password",
            "psonoci --api-key-id … --api-secret-key-file key --server-url https://example.com/server config save psonoci.toml",
            "psonoci help run",
        ],
        "psonoci run" =>
        [
            "psonoci -c psonoci.toml run -- ./service.py --port 8080",
            "psonoci -c psonoci.toml run --clear-env --keep PATH --keep 'LC_*' -- ./service.py",
            "psonoci -c psonoci.toml run --require db_host,PGPASSWORD --map db_password=PGPASSWORD -- psql",
            "psonoci -c psonoci.toml run --filter 'production database' --require-file needs.env -- ./service.py",
            "psonoci -c psonoci.toml run --file tls_key -- sh -c 'nginx -g \"ssl_certificate_key $tls_key;\"'",
            "psonoci -c psonoci.toml run --mask --watch=30s -- ./service.py",
            "psonoci -c psonoci.toml run --explain",
        ],
        "psonoci redact" => ["./deploy.sh 2>&1 | psonoci -c psonoci.toml redact", "psonoci -c psonoci.toml redact --except 'db_user*' <build.log >shared.log"],
        "psonoci check" =>
        [
            "psonoci -c psonoci.toml check --require-file needs.env -- ./service.py --port 8080",
            "psonoci -c psonoci.toml check --json",
        ],
        "psonoci env" =>
        [
            "psonoci -c psonoci.toml env --format json | jq -r .db_host",
            "psonoci -c psonoci.toml env --format systemd --output service.env --overwrite",
            "psonoci -c psonoci.toml env --format github --append \"$GITHUB_ENV\" --add-mask",
        ],
        "psonoci inject" =>
        [
            "psonoci -c psonoci.toml inject -i app.conf.tpl -o app.conf",
            "echo 'password={{ production database/db_password }}' | psonoci -c psonoci.toml inject | ./service.py --config /dev/stdin",
        ],
        "psonoci secret" or "psonoci secret get" =>
        [
            "psonoci -c psonoci.toml secret get 'mail server' password",
            "psonoci -c psonoci.toml secret get 0e1ed23d-cac8-4a04-868b-275bf43b81cd password",
        ],
        "psonoci secret set" => ["psonoci -c psonoci.toml secret set 0e1ed23d-cac8-4a04-868b-275bf43b81cd notes 'rotated in May'"],
        "psonoci env-vars" or "psonoci env-vars get-or-create" =>
            ["psonoci -c psonoci.toml env-vars get-or-create 0e1ed23d-cac8-4a04-868b-275bf43b81cd SESSION_KEY --password-length 32"],
        "psonoci env-vars update-or-create" =>
            ["psonoci -c psonoci.toml env-vars update-or-create 0e1ed23d-cac8-4a04-868b-275bf43b81cd db_host db2.example.com"],
        "psonoci totp" or "psonoci totp get-token" => ["psonoci -c psonoci.toml totp get-token 0e1ed23d-cac8-4a04-868b-275bf43b81cd"],
        "psonoci totp validate-token" => ["psonoci -c psonoci.toml totp validate-token 0e1ed23d-cac8-4a04-868b-275bf43b81cd 123456"],
        "psonoci totp get-url" =>
            ["psonoci -c psonoci.toml totp get-url 0e1ed23d-cac8-4a04-868b-275bf43b81cd --issuer Example --account-name alice | qrencode -t UTF8"],
        "psonoci ssh" or "psonoci ssh add" => ["psonoci -c psonoci.toml ssh add 0e1ed23d-cac8-4a04-868b-275bf43b81cd --key-lifetime 3600"],
        "psonoci gpg" or "psonoci gpg sign" =>
            ["psonoci -c psonoci.toml gpg sign 0e1ed23d-cac8-4a04-868b-275bf43b81cd --armor --output release.tar.gz.asc release.tar.gz"],
        "psonoci gpg verify" =>
            ["psonoci -c psonoci.toml gpg verify 0e1ed23d-cac8-4a04-868b-275bf43b81cd --signature release.tar.gz.asc release.tar.gz"],
        "psonoci completion" =>
        [
            "source <(psonoci completion bash)",
            "source <(psonoci completion zsh)",
            "psonoci completion fish | source",
        ],
        "psonoci config" or "psonoci config save" =>
        [
            "psonoci --api-key-id … --api-secret-key-file key --server-url https://example.com/server config save psonoci.toml",
        ],
        "psonoci config pack" => ["PSONO_CI_CONFIG_PACKED=$(psonoci -c psonoci.toml config pack)"],
        "psonoci onboard" =>
        [
            "psonoci --server-url https://example.com/server onboard --path psonoci.toml",
            "psonoci --server-url https://example.com/server onboard --stdout --format packed --plain",
        ],
        "psonoci doctor" => ["psonoci -c psonoci.toml doctor", "psonoci -c psonoci.toml doctor --json"],
        _ => VaultExamples.Of(command),
    };
}
