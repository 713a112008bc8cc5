namespace Psono.Cli.Commands.Vault;

/// <summary>The lines that people copy.</summary>
internal static class VaultExamples
{
    public static string[] Of(string command) => command switch
    {
        "psonoci vault" =>
        [
            "psonoci --server-url https://example.com/server vault register alice@example.com",
            "psonoci --server-url https://example.com/server vault login alice@example.com",
            "psonoci vault create --title 'production database' db_host=prd-db.example.com:5432 db_password",
            "psonoci vault api-key create 'service key' --secret 'production database' --save psonoci.toml",
        ],
        "psonoci vault register" => ["psonoci --server-url https://example.com/server vault register alice@example.com"],
        "psonoci vault login" => ["psonoci --server-url https://example.com/server vault login alice@example.com"],
        "psonoci vault create" =>
        [
            "psonoci vault create --title 'production database' db_host=prd-db.example.com:5432 db_password",
            "psonoci vault create --title 'production database' --folder Production --env-file .env",
        ],
        "psonoci vault show" =>
        [
            "psonoci vault show 'production database'",
            "psonoci vault show 'production database' --reveal",
        ],
        "psonoci vault edit" => ["psonoci vault edit 'production database' db_host=db2.example.com:5432 db_password --unset db_port"],
        "psonoci vault restore" =>
        [
            "psonoci vault restore 'production database'",
            "psonoci vault restore 'production database' 0e1ed23d-cac8-4a04-868b-275bf43b81cd",
        ],
        "psonoci vault api-key" or "psonoci vault api-key create" =>
            ["psonoci vault api-key create 'service key' --secret 'production database' --save psonoci.toml"],
        "psonoci vault api-key grant" => ["psonoci vault api-key grant 'service key' 'mail server'"],
        "psonoci vault approve" => ["psonoci vault approve https://example.com/index.html#/device/0e1ed23d-cac8-4a04-868b-275bf43b81cd/…"],
        _ => [],
    };
}
