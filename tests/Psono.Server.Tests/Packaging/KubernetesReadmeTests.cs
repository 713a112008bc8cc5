using System.Diagnostics;
using System.Text.RegularExpressions;
using k8s.Models;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Hosting;

namespace Psono.Server.Tests.Packaging;

/// <summary>Whoever types what the README of the manifests says meets names that exist.</summary>
public sealed partial class KubernetesReadmeTests
{
    private readonly Manifests _edited = Manifests.Read(".");
    private readonly Manifests _postgres = Manifests.Read("postgresql");
    private readonly Manifests _workload = Manifests.Read("workload");

    [Fact]
    public void A_path_that_is_named_exists()
    {
        var paths = NamedPath.Matches(KubernetesReadme.Text).Select(match => match.Value).ToList();
        Assert.True(paths.Count > 3);
        Assert.All(paths, path => Assert.True(Path.Exists(Path.Combine(Manifests.Repository, path)), path));
        Assert.All(
            KubernetesReadme.Commands.Where(words => words.Contains("-k")),
            words => Assert.Contains("kustomization.yaml", Directory.EnumerateFiles(Path.Combine(Manifests.Repository, words[^1]))
                .Select(Path.GetFileName)));
    }

    [Fact]
    public void A_namespace_and_what_is_named_in_it_exist()
    {
        var server = _edited.File.Namespace!;
        Assert.Contains(KubernetesReadme.Commands, words => words is ["create", "namespace", var name] && name == server);
        Assert.Contains(
            KubernetesReadme.Commands,
            words => words is ["label", "namespace", var name, "pod-security.kubernetes.io/enforce=restricted"] && name == server);
        var inNamespace = KubernetesReadme.Commands.Where(words => words[0] == "-n").ToList();
        Assert.True(inNamespace.Count > 5);
        Assert.All(inNamespace, words => Assert.Contains(words[1], new[] { server, _workload.File.Namespace }));

        var known = _edited.Objects.Concat(_postgres.Objects).Select(item => $"{item.Kind.ToLowerInvariant()}/{item.Metadata.Name}");
        var named = NamedObject.Matches(KubernetesReadme.Text).Select(match => match.Value).Distinct().ToList();
        Assert.Equal(["deployment/psono-server", "service/psono-server", "statefulset/psono-server"], named.Order());
        Assert.Empty(named.Except(known));

        var set = _edited.All<V1StatefulSet>().Single();
        var claim = $"{set.Spec.VolumeClaimTemplates.Single().Metadata.Name}-{set.Metadata.Name}-0";
        var claims = NamedClaim.Matches(KubernetesReadme.Text).Select(match => match.Groups["name"].Value).ToList();
        Assert.NotEmpty(claims);
        Assert.All(claims, name => Assert.Equal(claim, name));
    }

    [Fact]
    public void The_label_that_lets_clients_in_is_that_of_the_policy_and_the_forwarded_port_is_the_services()
    {
        var (label, value) = Assert.Single(_edited.All<V1NetworkPolicy>().Single().Spec.Ingress.Single().FromProperty.Single()
            .NamespaceSelector.MatchLabels);
        Assert.Contains(KubernetesReadme.Commands, words => words is ["label", "namespace", _, var given] && given == $"{label}={value}");

        var forward = Assert.Single(KubernetesReadme.Commands, words => words.Contains("port-forward"));
        Assert.EndsWith($":{_edited.All<V1Service>().Single().Spec.Ports.Single().Port}", forward[^1], StringComparison.Ordinal);
        Assert.Contains($"http://127.0.0.1:{forward[^1].Split(':')[0]}.", KubernetesReadme.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_Ingress_leads_to_the_service_and_has_the_address_that_the_server_has()
    {
        var ingress = Assert.IsType<V1Ingress>(Assert.Single(Manifests.Parse(Assert.Single(KubernetesReadme.Blocks("yaml")))));
        Assert.Equal(_edited.File.Namespace, ingress.Metadata.NamespaceProperty);
        var rule = Assert.Single(ingress.Spec.Rules);
        Assert.Equal([rule.Host], Assert.Single(ingress.Spec.Tls).Hosts);
        Assert.Equal($"https://{rule.Host}/server", _edited.All<V1ConfigMap>().Single().Data["PSONO_HOST_URL"]);
        var path = Assert.Single(rule.Http.Paths);
        Assert.Equal(("/", "Prefix"), (path.Path, path.PathType));
        var service = Assert.Single(_edited.All<V1Service>());
        Assert.Equal(service.Metadata.Name, path.Backend.Service.Name);
        Assert.Equal(service.Spec.Ports.Single().Name, path.Backend.Service.Port.Name);
        var largest = OptionsReader.Read([], new Dictionary<string, string>()).MaxRequestBytes;
        Assert.Contains($"bodies of up to {largest / (1 << 20)} MiB", KubernetesReadme.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_variable_is_a_setting()
    {
        var variables = Variable.Matches(KubernetesReadme.Text)
            .Select(match => (Name: match.Groups["name"].Value, Value: match.Groups["value"].Value)).ToList();
        Assert.True(variables.Count >= 5);
        Assert.Empty(OptionsReader.UnknownVariables(variables.Select(variable => variable.Name).Distinct().ToDictionary(name => name)));
        foreach (var (name, value) in variables.Where(variable => variable.Value.Length > 0))
            OptionsReader.Read([], new Dictionary<string, string> { [name] = value });
    }

    [Fact]
    public void The_image_of_the_workload_starts_what_the_manifest_starts()
    {
        var lines = Assert.Single(KubernetesReadme.Blocks("dockerfile")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Equal($"COPY --from=registry.example.com/psonoci:{ProgramVersion.Text} /psonoci /usr/local/bin/psonoci", lines[1]);
        var container = Assert.Single(_workload.Pods.Single().Template.Spec.Containers);
        Assert.Null(container.Command);
        Assert.Null(container.Args);
        Assert.StartsWith("ENTRYPOINT [\"psonoci\", \"run\", \"--\", ", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_makes_keys_that_the_server_takes()
    {
        var command = Assert.Single(KubernetesReadme.Blocks("sh"), block => block.Contains(ServerKeys.FileName, StringComparison.Ordinal))
            .Split('\n').TakeWhile(line => !line.StartsWith("kubectl", StringComparison.Ordinal));
        using var directory = new TemporaryDirectory();
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-ec", string.Join('\n', command)])
        {
            WorkingDirectory = directory.Path,
        })!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);

        var keys = ServerKeys.Open(directory.File(ServerKeys.FileName), mayCreate: false);
        Assert.Equal(
            4,
            new HashSet<string> { keys.PrivateKey.ToHex(), keys.DatabaseSecret, keys.EmailSecret, keys.ActivationSecret }
                .Count(secret => secret.Length == 64));
    }

    [GeneratedRegex(@"packaging/kubernetes(?:/[\w./-]*\w)?")]
    private static partial Regex NamedPath { get; }

    [GeneratedRegex(@"(?<=[ `])(statefulset|deployment|service)/[a-z-]+")]
    private static partial Regex NamedObject { get; }

    [GeneratedRegex("claim `(?<name>[^`]+)`")]
    private static partial Regex NamedClaim { get; }

    [GeneratedRegex(@"(?<name>PSONO_\w+)(?:=(?<value>[^`\s]+))?")]
    private static partial Regex Variable { get; }
}
