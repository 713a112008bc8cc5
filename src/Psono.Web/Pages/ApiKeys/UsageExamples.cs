using Psono.Client.Vault;
using Psono.Protocol.ApiKeys;
using Psono.Web.Programs;

namespace Psono.Web.Pages.ApiKeys;

/// <summary>
/// How a machine is given an API key: texts to copy, one after another into the same shell. Nothing in them was typed by anybody.
/// </summary>
internal sealed class UsageExamples
{
    private readonly Guid _id;
    private readonly Uri _server;
    private readonly ProgramDownload? _download;

    /// <param name="key">The API key.</param>
    /// <param name="server">The server that it is of.</param>
    /// <param name="download">Where psonoci comes from; null if this server does not hand it out.</param>
    public UsageExamples(VaultApiKey key, Uri server, ProgramDownload? download)
    {
        _download = download;
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
        ./psonoci --api-key-id {_id} \
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
        ./psonoci -c psonoci.toml run -- ./service.py
        """;

    public string UsePacked => $"""
        export PSONO_CI_CONFIG_PACKED={Packed}
        ./psonoci run -- ./service.py
        """;

    public string GitHub => $$$"""
        steps:
          - run: |
              {{{Steps("      ")}}}
          - run: ./psonoci run --mask -- ./deploy.sh
            env:
              PSONO_CI_CONFIG_PACKED: ${{ secrets.PSONO_CI_CONFIG_PACKED }}
        """;

    public string GitLab => $"""
        deploy:
          script:
            - {Steps("    - ")}
            - ./psonoci run --mask -- ./deploy.sh
        """;

    public string Docker => $"""
        {_download?.ForImage ?? "COPY --chmod=755 psonoci /usr/local/bin/psonoci"}
        USER 10001
        ENTRYPOINT ["psonoci", "-c", "/run/secrets/psonoci.toml", "run", "--"]
        CMD ["./service.py"]
        """;

    /// <summary>As the user whose file it is: nobody else can read it.</summary>
    public static string RunDocker => """
        docker run --user "$(id -u):$(id -g)" --volume "$PWD/psonoci.toml:/run/secrets/psonoci.toml:ro" image
        """;

    public static string CreateKubernetesSecret => "kubectl create secret generic psonoci --from-file=psonoci.toml";

    public static string Kubernetes => """
        spec:
          securityContext: { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001 }
          containers:
            - name: service
              image: image
              command: ["psonoci", "-c", "/run/psonoci/psonoci.toml", "run", "--", "./service.py"]
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } }
              volumeMounts:
                - { name: psonoci, mountPath: /run/psonoci, readOnly: true }
          volumes:
            - name: psonoci
              secret: { secretName: psonoci, defaultMode: 0400 }
        """;

    public static string InstallForSystemd => """
        sudo install -m 755 psonoci /usr/local/bin/psonoci
        sudo install -D -m 600 psonoci.toml /etc/service/psonoci.toml
        """;

    public static string Systemd => """
        [Service]
        DynamicUser=yes
        LoadCredential=psonoci.toml:/etc/service/psonoci.toml
        ExecStart=/usr/local/bin/psonoci run -- /usr/local/bin/service.py
        """;

    /// <summary>Each step on a line of its own; CI ends at the first that fails.</summary>
    private string Steps(string indent) => string.Join($"\n{indent}", _download?.Steps ?? ["chmod +x psonoci"]);
}
