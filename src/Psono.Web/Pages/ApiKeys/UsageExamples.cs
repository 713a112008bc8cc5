using Psono.Client.Vault;
using Psono.Protocol.ApiKeys;

namespace Psono.Web.Pages.ApiKeys;

/// <summary>How a machine is given an API key: texts to copy. Nothing in them was typed by anybody.</summary>
internal sealed class UsageExamples
{
    private const string InstallPath = "/install/linux-x64/psonoci";

    private readonly Guid _id;
    private readonly Uri _server;

    public UsageExamples(VaultApiKey key, Uri server)
    {
        _id = key.Id;
        _server = server;
        Key = key.SecretKey.ToHex();
        var packed = new PackedConfiguration { ApiKeyId = key.Id, ApiSecretKey = key.SecretKey, ServerUrl = server.ToString() };
        Packed = packed.Pack();
    }

    public string Key { get; }

    /// <summary>The whole configuration in one word, as secret as the key.</summary>
    public string Packed { get; }

    public string Shell => $"""
        psonoci --api-key-id {_id} \
          --api-secret-key-hex {Key} \
          --server-url {_server} \
          run -- ./service.py --whatever=argument_1
        """;

    public string Toml => $"""
        version = "1"

        [psono_settings]
        api_key_id = "{_id}"
        api_secret_key_hex = "{Key}"
        server_url = "{_server}"

        """;

    public static string UseToml => """
        chmod 600 psonoci.toml
        psonoci -c psonoci.toml run -- ./service.py
        """;

    public string UsePacked => $"""
        export PSONO_CI_CONFIG_PACKED={Packed}
        psonoci run -- ./service.py
        """;

    public string GitHub => $$$"""
        steps:
          - run: {{{Download}}}
          - run: ./psonoci run -- ./deploy.sh
            env:
              PSONO_CI_CONFIG_PACKED: ${{ secrets.PSONO_CI_CONFIG_PACKED }}
        """;

    public string GitLab => $"""
        deploy:
          script:
            - {Download}
            - ./psonoci run -- ./deploy.sh
        """;

    public string Docker => $"""
        ADD --chmod=755 {new Uri(_server, InstallPath)} /usr/local/bin/psonoci
        ENTRYPOINT ["psonoci", "-c", "/run/secrets/psonoci.toml", "run", "--"]
        CMD ["./service.py"]
        """;

    public static string RunDocker => """docker run --volume "$PWD/psonoci.toml:/run/secrets/psonoci.toml:ro" image""";

    public static string CreateKubernetesSecret => "kubectl create secret generic psonoci --from-file=psonoci.toml";

    public static string Kubernetes => """
        spec:
          containers:
            - name: service
              image: image
              command: ["psonoci", "-c", "/run/psonoci/psonoci.toml", "run", "--", "./service.py"]
              volumeMounts:
                - { name: psonoci, mountPath: /run/psonoci, readOnly: true }
          volumes:
            - name: psonoci
              secret: { secretName: psonoci, defaultMode: 0400 }
        """;

    public static string Systemd => """
        [Service]
        LoadCredential=psonoci.toml:/etc/service/psonoci.toml
        ExecStart=/usr/local/bin/psonoci run -- /usr/local/bin/service.py
        """;

    private string Download => DownloadCommand(_server);

    /// <summary>One command that leaves an executable psonoci in the working directory.</summary>
    public static string DownloadCommand(Uri server) => $"curl --fail {new Uri(server, InstallPath)} --output psonoci && chmod +x psonoci";
}
