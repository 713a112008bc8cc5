using k8s.Models;

namespace Psono.Server.Tests.Packaging;

/// <summary>
/// The Pod Security Standard "restricted", with "baseline" in it, as Kubernetes documents it for pods of Linux.
/// </summary>
internal static class RestrictedStandard
{
    private static readonly string[] SafeSysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
    ];

    private static readonly string?[] SELinuxTypes =
        [null, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

    /// <summary>What keeps a namespace that enforces it from admitting the pod.</summary>
    public static IEnumerable<string> Violations(V1PodSpec pod) =>
        OfPod(pod).Concat(Manifests.ContainersOf(pod).SelectMany(container => OfContainer(pod, container)));

    private static IEnumerable<string> OfPod(V1PodSpec pod)
    {
        if (pod.HostNetwork == true || pod.HostPID == true || pod.HostIPC == true)
            yield return "host namespaces";
        if (pod.SecurityContext?.WindowsOptions?.HostProcess == true)
            yield return "host process";
        foreach (var volume in pod.Volumes ?? [])
        {
            object?[] allowed =
            [
                volume.ConfigMap, volume.Csi, volume.DownwardAPI, volume.EmptyDir, volume.Ephemeral, volume.PersistentVolumeClaim,
                volume.Projected, volume.Secret,
            ];
            if (allowed.All(kind => kind is null))
                yield return $"kind of volume {volume.Name}";
        }

        foreach (var sysctl in pod.SecurityContext?.Sysctls ?? [])
            if (!SafeSysctls.Contains(sysctl.Name))
                yield return $"sysctl {sysctl.Name}";
        if (pod.SecurityContext?.RunAsUser == 0)
            yield return "user 0";
        if (!IsAllowed(pod.SecurityContext?.SeLinuxOptions))
            yield return "SELinux options";
        if (pod.SecurityContext?.AppArmorProfile?.Type == "Unconfined")
            yield return "AppArmor";
        if (pod.SecurityContext?.SeccompProfile is { Type: not ("RuntimeDefault" or "Localhost") })
            yield return "seccomp";
    }

    private static IEnumerable<string> OfContainer(V1PodSpec pod, V1Container container)
    {
        var context = container.SecurityContext ?? new V1SecurityContext();
        if (context.Privileged == true)
            yield return "privileged";
        if (context.AllowPrivilegeEscalation != false)
            yield return "escalation of privileges";
        if ((context.RunAsNonRoot ?? pod.SecurityContext?.RunAsNonRoot) != true)
            yield return "root";
        if (context.RunAsUser == 0)
            yield return "user 0";
        if ((context.SeccompProfile ?? pod.SecurityContext?.SeccompProfile)?.Type is not ("RuntimeDefault" or "Localhost"))
            yield return "seccomp";
        if (context.Capabilities?.Drop?.Contains("ALL") != true)
            yield return "capabilities that are not dropped";
        if (context.Capabilities?.Add?.Any(added => added != "NET_BIND_SERVICE") == true)
            yield return "capabilities that are added";
        if (context.ProcMount is not (null or "Default"))
            yield return "mount of /proc";
        if (context.WindowsOptions?.HostProcess == true)
            yield return "host process";
        if (!IsAllowed(context.SeLinuxOptions))
            yield return "SELinux options";
        if (context.AppArmorProfile?.Type == "Unconfined")
            yield return "AppArmor";
        if (container.Ports?.Any(port => port.HostPort is not (null or 0)) == true)
            yield return "port of the host";
        V1Probe?[] probes = [container.LivenessProbe, container.ReadinessProbe, container.StartupProbe];
        V1LifecycleHandler?[] handlers = [container.Lifecycle?.PostStart, container.Lifecycle?.PreStop];
        var hosts = probes.SelectMany(probe => new[] { probe?.HttpGet?.Host, probe?.TcpSocket?.Host })
            .Concat(handlers.SelectMany(handler => new[] { handler?.HttpGet?.Host, handler?.TcpSocket?.Host }));
        if (hosts.Any(host => !string.IsNullOrEmpty(host)))
            yield return "host of a probe";
    }

    private static bool IsAllowed(V1SELinuxOptions? options) => options is null
        || (SELinuxTypes.Contains(options.Type) && string.IsNullOrEmpty(options.User) && string.IsNullOrEmpty(options.Role));
}
