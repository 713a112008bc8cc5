using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Psono.Client.ApiKeys.Settings;
using Psono.Server.Configuration;
using Psono.Server.Hosting;
using Psono.Server.Tests.Hosting;

namespace Psono.Server.Tests.Packaging;

// docs/decisions/0065
/// <summary>The manifests, as far as can be told without a cluster.</summary>
public sealed partial class KubernetesTests
{
    private const string Name = "app.kubernetes.io/name";

    // Of each test its own: some change them.
    private readonly Manifests _sqlite = Manifests.Read("sqlite");
    private readonly Manifests _postgres = Manifests.Read("postgresql");
    private readonly Manifests _workload = Manifests.Read("workload");
    private readonly Manifests _edited = Manifests.Read(".");

    private Manifests[] Servers => [_sqlite, _postgres];

    private Manifests[] All => [_sqlite, _postgres, _workload, _edited];

    [Fact]
    public void Every_file_is_part_of_what_is_applied()
    {
        var files = Directory.EnumerateFiles(Manifests.Root, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".yaml" or ".yml").ToList();
        Assert.Equal(files.Order(), All.SelectMany(manifests => manifests.Paths).Distinct().Order());
        Assert.All(files.SelectMany(File.ReadAllLines), line => Assert.True(line.Length <= 140, line));
        Assert.All(All, manifests => Assert.Equal(
            manifests.Objects.Count, manifests.Objects.Select(item => (item.Kind, item.Metadata.Name)).Distinct().Count()));
    }

    [Fact]
    public void A_member_that_its_kind_does_not_have_is_refused()
    {
        const string Account = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: a\n";
        Assert.IsType<V1ServiceAccount>(Assert.Single(Manifests.Parse(Account + "automountServiceAccountToken: false\n")));
        Assert.ThrowsAny<Exception>(() => Manifests.Parse(Account + "automountServiceAccountTokens: false\n").ToList());
    }

    [Fact]
    public void Every_pod_is_admitted_under_the_restricted_standard_and_has_no_more_than_it_needs()
    {
        Assert.All(All, manifests => Assert.NotEmpty(manifests.Pods));
        Assert.All(All.SelectMany(manifests => manifests.Pods), pod =>
        {
            var spec = pod.Template.Spec;
            Assert.Empty(RestrictedStandard.Violations(spec));
            Assert.False(spec.AutomountServiceAccountToken);
            Assert.False(spec.EnableServiceLinks);
            Assert.NotNull(spec.SecurityContext.RunAsGroup);
            Assert.True(spec.SecurityContext.RunAsUser > 10_000);
            Assert.All(Manifests.ContainersOf(spec), container =>
            {
                Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
                Assert.Null(container.SecurityContext.Capabilities.Add);
                Assert.Equal(["cpu", "memory"], container.Resources.Requests.Keys.Order());
                Assert.Equal(["memory"], container.Resources.Limits.Keys);
                Assert.True(container.Resources.Requests["memory"].ToDecimal() <= container.Resources.Limits["memory"].ToDecimal());
            });
        });
    }

    [Fact]
    public void A_workload_enforces_the_restricted_standard_and_an_account_has_no_token()
    {
        Assert.Equal("restricted", Assert.Single(_workload.All<V1Namespace>()).Metadata.Labels["pod-security.kubernetes.io/enforce"]);
        Assert.Equal(_workload.File.Namespace, Assert.Single(_workload.All<V1Namespace>()).Metadata.Name);
        // Deleting what was applied must not delete the volume with it.
        Assert.Empty(_edited.All<V1Namespace>());
        Assert.All(All, manifests =>
        {
            var account = Assert.Single(manifests.All<V1ServiceAccount>());
            Assert.False(account.AutomountServiceAccountToken);
            Assert.All(manifests.Pods, pod => Assert.Equal(account.Metadata.Name, pod.Template.Spec.ServiceAccountName));
        });
    }

    [Fact]
    public void Every_selector_selects_the_pods_that_it_means()
    {
        Assert.All(All, manifests =>
        {
            var pod = Assert.Single(manifests.Pods).Template;
            Assert.All(manifests.Objects.Where(item => item is not V1Namespace), item => Assert.Equal(
                pod.Metadata.Labels[Name], item.Metadata.Labels[Name]));
            var selectors = Selectors(manifests).ToList();
            Assert.True(selectors.Count > 0);
            Assert.All(selectors, selector => Assert.Equal([new(Name, pod.Metadata.Labels[Name])], selector));
        });
        Assert.Equal(3, Selectors(_sqlite).Count());
        Assert.Equal(7, Selectors(_postgres).Count());
    }

    [Fact]
    public void Nobody_gets_in_but_by_the_port_and_out_only_to_the_database()
    {
        Assert.All(Servers, manifests => Assert.Equal(
            ["Egress", "Ingress"],
            Assert.Single(manifests.All<V1NetworkPolicy>(), policy => policy.Spec.Ingress is not null).Spec.PolicyTypes.Order()));
        var port = Assert.Single(Assert.Single(
            Servers.SelectMany(manifests => manifests.All<V1NetworkPolicy>()).SelectMany(policy => policy.Spec.Ingress ?? [])
                .DistinctBy(rule => rule.Ports[0].Port.Value)).Ports);
        Assert.Equal("http", port.Port.Value);
        Assert.DoesNotContain(_sqlite.All<V1NetworkPolicy>(), policy => policy.Spec.Egress is not null);
        Assert.Equal(
            ["53", "53", "5432"],
            _postgres.All<V1NetworkPolicy>().SelectMany(policy => policy.Spec.Egress ?? []).SelectMany(rule => rule.Ports)
                .Select(allowed => allowed.Port.Value).Order());
    }

    [Fact]
    public void Only_one_process_uses_a_volume_and_a_budget_is_there_for_more_than_one_pod()
    {
        Assert.Equal(1, Assert.Single(_sqlite.All<V1StatefulSet>()).Spec.Replicas);
        Assert.Equal("Retain", _sqlite.All<V1StatefulSet>().Single().Spec.PersistentVolumeClaimRetentionPolicy.WhenDeleted);
        Assert.Empty(_sqlite.All<V1PodDisruptionBudget>());
        Assert.True(Assert.Single(_postgres.All<V1Deployment>()).Spec.Replicas >= 2);
        Assert.Single(_postgres.All<V1PodDisruptionBudget>());
        Assert.DoesNotContain(_postgres.Pods, pod => pod.Template.Spec.Volumes.Any(volume => volume.PersistentVolumeClaim is not null));
    }

    [Fact]
    public async Task Probes_ask_what_the_server_answers()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        foreach (var container in Servers.Select(ServerOf))
        {
            Assert.Equal(container.LivenessProbe.HttpGet.Path, container.StartupProbe.HttpGet.Path);
            foreach (var probe in new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe })
            {
                Assert.Equal("http", probe.HttpGet.Port.Value);
                Assert.Equal(200, (int)(await server.Http.GetAsync(new Uri(probe.HttpGet.Path, UriKind.Relative))).StatusCode);
            }
        }

        Assert.True(Psono.Server.Health.HealthEndpoints.IsLiveness(ServerOf(_sqlite).LivenessProbe.HttpGet.Path));
        Assert.False(Psono.Server.Health.HealthEndpoints.IsLiveness(ServerOf(_sqlite).ReadinessProbe.HttpGet.Path));
    }

    [Fact]
    public void Ports_agree()
    {
        Assert.All(Servers, manifests =>
        {
            var port = Assert.Single(ServerOf(manifests).Ports);
            Assert.Equal(OptionsReader.Read([], new Dictionary<string, string>()).Urls[0].Port, port.ContainerPort);
            var service = Assert.Single(Assert.Single(manifests.All<V1Service>()).Spec.Ports);
            Assert.Equal(port.Name, service.TargetPort.Value);
        });
    }

    [Fact]
    public void A_pod_is_given_the_time_that_the_server_takes_to_stop()
    {
        using var host = ServerHost.Create(OptionsReader.Read([], new Dictionary<string, string>()), null).Build() as IDisposable;
        var stopping = ((WebApplication)host).Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
        Assert.All(Servers.SelectMany(manifests => manifests.Pods), pod => Assert.True(
            pod.Template.Spec.TerminationGracePeriodSeconds
                >= 10 + stopping.TotalSeconds + (pod.Template.Spec.Containers[0].Lifecycle?.PreStop.Sleep.Seconds ?? 0)));
        Assert.NotNull(ServerOf(_postgres).Lifecycle.PreStop.Sleep);
    }

    [Fact]
    public void Every_variable_is_a_setting_with_a_value_that_is_understood()
    {
        Assert.All([_edited, .. Servers], manifests =>
        {
            // What a user of the variant has to say. Without it the pod does not start.
            if (manifests != _edited)
                manifests.All<V1ConfigMap>().Single().Data["PSONO_HOST_URL"] = "https://vault.example.com/server";
            var variables = manifests.EnvironmentOf(ServerOf(manifests));
            Assert.Empty(OptionsReader.UnknownVariables(variables));
            Assert.Contains("PSONO_KEYS_FILE", variables.Keys);
            variables.Remove("PSONO_DATABASE_FILE");
            var options = OptionsReader.Read([], variables);
            Assert.Equal(("https://vault.example.com/server", "https://vault.example.com"), (options.HostUrl, options.WebClientUrl));
            Assert.Equal(1, options.NumProxies);
        });

        var known = new[] { typeof(SettingsPlaces), typeof(Client.ApiKeys.Settings.HttpSettings) }.SelectMany(type => type.GetFields())
            .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
        Assert.Empty(_workload.Pods.SelectMany(pod => pod.Template.Spec.Containers).SelectMany(container => container.Env)
            .Select(variable => variable.Name).Except(known));
    }

    [Fact]
    public void Every_volume_is_there_and_every_path_is_in_one()
    {
        Assert.All(All, manifests =>
        {
            var claims = manifests.All<V1StatefulSet>()
                .SelectMany(set => set.Spec.VolumeClaimTemplates).Select(claim => claim.Metadata.Name);
            var pod = manifests.Pods.Single().Template.Spec;
            Assert.All(pod.Containers, container => Assert.Equal(
                container.VolumeMounts.Select(mount => mount.Name).Order(),
                (pod.Volumes ?? []).Select(volume => volume.Name).Concat(claims).Order()));
            Assert.All(
                pod.Containers[0].Env.Where(variable => variable.Value?.StartsWith('/') == true),
                variable => Assert.Contains(variable.Value, FilesOf(pod)));
        });
        Assert.Contains(
            SslRootCertificate.Match(KubernetesReadme.Text).Groups["path"].Value, FilesOf(_postgres.Pods.Single().Template.Spec));
        Assert.Contains(new KeyValuePair<string, string>("SQLITE_TMPDIR", "/data"), _edited.EnvironmentOf(ServerOf(_edited)));
    }

    /// <summary>Read by group only, and the group is the pod's.</summary>
    [Fact]
    public void Secrets_are_files_that_the_program_alone_may_read()
    {
        Assert.All(All.SelectMany(manifests => manifests.Pods), pod =>
        {
            Assert.Equal(pod.Template.Spec.SecurityContext.RunAsGroup, pod.Template.Spec.SecurityContext.FsGroup);
            Assert.All(pod.Template.Spec.Volumes, volume => Assert.Equal(
                Convert.ToInt32("440", 8), volume.Secret?.DefaultMode ?? volume.Projected.DefaultMode));
            Assert.All(pod.Template.Spec.Containers, container =>
            {
                Assert.DoesNotContain(container.Env, variable => variable.ValueFrom?.SecretKeyRef is not null);
                Assert.DoesNotContain(container.EnvFrom ?? [], source => source.SecretRef is not null);
                Assert.All(container.VolumeMounts.Where(mount => mount.Name != "data"), mount => Assert.True(mount.ReadOnlyProperty));
            });
        });
        Assert.Empty(All.SelectMany(manifests => manifests.All<V1Secret>()));
    }

    [Fact]
    public void The_README_makes_every_Secret_in_the_namespace_where_it_is_needed()
    {
        var needed = new[] { _postgres, _edited, _workload }.SelectMany(manifests => manifests.Pods
            .SelectMany(pod => pod.Template.Spec.Volumes.SelectMany(SecretKeys))
            .Select(file => (manifests.File.Namespace ?? _edited.File.Namespace!, file.Secret, file.Key)));
        Assert.Equal(KubernetesReadme.Secrets.Order(), needed.Distinct().Order());
    }

    /// <summary>Where the two pods need not differ, they do not.</summary>
    [Fact]
    public void Both_servers_run_alike()
    {
        var (one, other) = (ServerOf(_sqlite), ServerOf(_postgres));
        other.Lifecycle = null;
        (one.Env, other.Env) = (Same(one.Env), Same(other.Env));
        (one.VolumeMounts, other.VolumeMounts) = (null, null);
        Assert.Equal(KubernetesYaml.Serialize(one), KubernetesYaml.Serialize(other));
        var (pod, otherPod) = (_sqlite.Pods.Single().Template.Spec.SecurityContext, _postgres.Pods.Single().Template.Spec.SecurityContext);
        otherPod.FsGroupChangePolicy = pod.FsGroupChangePolicy;
        Assert.Equal(KubernetesYaml.Serialize(pod), KubernetesYaml.Serialize(otherPod));

        static List<V1EnvVar> Same(IList<V1EnvVar> variables) =>
            [.. variables.Where(variable => variable.Name is not ("SQLITE_TMPDIR" or "PSONO_DATABASE_FILE"))];
    }

    [Fact]
    public void The_version_is_said_in_one_place_and_is_this_one()
    {
        Assert.Equal($"registry.example.com/psono-server:{ProgramVersion.Text}", ServerOf(_edited).Image);
        Assert.All(Servers, manifests => Assert.Equal("psono-server", ServerOf(manifests).Image));
    }

    /// <summary>What programs find in the volumes of Secrets, and the directories themselves.</summary>
    private static IEnumerable<string> FilesOf(V1PodSpec pod) => pod.Containers[0].VolumeMounts.SelectMany(mount =>
        SecretKeys(pod.Volumes.SingleOrDefault(volume => volume.Name == mount.Name)).Select(file => $"{mount.MountPath}/{file.Path}")
            .Append(mount.MountPath));

    /// <summary>A Secret without items becomes one file for each of its keys, and the README says which it has.</summary>
    private static IEnumerable<(string Secret, string Key, string Path)> SecretKeys(V1Volume? volume) => volume switch
    {
        null => [],
        { Secret.SecretName: { } name } =>
            KubernetesReadme.Secrets.Where(secret => secret.Name == name).Select(secret => (name, secret.Key, secret.Key)),
        _ => volume.Projected.Sources.SelectMany(
            source => source.Secret.Items.Select(item => (source.Secret.Name, item.Key, item.Path))),
    };

    private static V1Container ServerOf(Manifests manifests) => Assert.Single(Assert.Single(manifests.Pods).Template.Spec.Containers);

    private static IEnumerable<IDictionary<string, string>> Selectors(Manifests manifests) => manifests.Objects.SelectMany(Selectors);

    private static IEnumerable<IDictionary<string, string>> Selectors(IKubernetesObject<V1ObjectMeta> item) => item switch
    {
        V1Service service => [service.Spec.Selector],
        V1PodDisruptionBudget budget => [budget.Spec.Selector.MatchLabels],
        V1NetworkPolicy policy => [policy.Spec.PodSelector.MatchLabels],
        V1StatefulSet set => [set.Spec.Selector.MatchLabels],
        V1Deployment deployment => (deployment.Spec.Template.Spec.TopologySpreadConstraints ?? [])
            .Select(constraint => constraint.LabelSelector.MatchLabels).Append(deployment.Spec.Selector.MatchLabels),
        _ => [],
    };

    [GeneratedRegex("sslrootcert=(?<path>[^`]+)")]
    private static partial Regex SslRootCertificate { get; }
}
