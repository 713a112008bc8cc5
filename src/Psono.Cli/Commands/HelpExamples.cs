using Psono.Cli.Vault;

namespace Psono.Cli.Commands;

/// <summary>The lines that people copy.</summary>
internal static class HelpExamples
{
    public static string[] Of(string command) => command switch
    {
        "psonoci" =>
        [
            "psonoci -c psonoci.toml run -- ./service.py --port 8080",
            "psonoci -c psonoci.toml secret get 0e1ed23d-cac8-4a04-868b-275bf43b81cd password",
            "psonoci --api-key-id … --api-secret-key-file key --server-url https://example.com/server config save psonoci.toml",
            "psonoci help run",
        ],
        "psonoci run" =>
        [
            "psonoci -c psonoci.toml run -- ./service.py --port 8080",
            "psonoci -c psonoci.toml run --clear-env --keep PATH --keep 'LC_*' -- ./service.py",
            "psonoci -c psonoci.toml run --require db_host,PGPASSWORD --map db_password=PGPASSWORD -- psql",
            "psonoci -c psonoci.toml run --explain",
        ],
        "psonoci secret" or "psonoci secret get" => ["psonoci -c psonoci.toml secret get 0e1ed23d-cac8-4a04-868b-275bf43b81cd password"],
        "psonoci secret set" => ["psonoci -c psonoci.toml secret set 0e1ed23d-cac8-4a04-868b-275bf43b81cd notes 'rotated in May'"],
        "psonoci env-vars" or "psonoci env-vars get-or-create" =>
            ["psonoci -c psonoci.toml env-vars get-or-create 0e1ed23d-cac8-4a04-868b-275bf43b81cd SESSION_KEY --password-length 32"],
        "psonoci env-vars update-or-create" =>
            ["psonoci -c psonoci.toml env-vars update-or-create 0e1ed23d-cac8-4a04-868b-275bf43b81cd db_host db2.example.com"],
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
        _ => VaultExamples.Of(command),
    };
}
