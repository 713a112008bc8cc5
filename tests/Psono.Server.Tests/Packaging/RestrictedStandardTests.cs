using k8s.Models;

namespace Psono.Server.Tests.Packaging;

/// <summary>What a namespace would refuse, the check refuses.</summary>
public sealed class RestrictedStandardTests
{
    private static readonly Dictionary<string, Action<V1PodSpec, V1Container>> Changes = new()
    {
        ["no user but root is ruled out"] = (pod, _) => pod.SecurityContext.RunAsNonRoot = null,
        ["root is let in by the container"] = (_, container) => container.SecurityContext.RunAsNonRoot = false,
        ["the pod's user is 0"] = (pod, _) => pod.SecurityContext.RunAsUser = 0,
        ["the container's user is 0"] = (_, container) => container.SecurityContext.RunAsUser = 0,
        ["no seccomp"] = (pod, _) => pod.SecurityContext.SeccompProfile = null,
        ["unconfined seccomp"] = (_, container) => container.SecurityContext.SeccompProfile = new() { Type = "Unconfined" },
        ["no context"] = (_, container) => container.SecurityContext = null,
        ["escalation is not ruled out"] = (_, container) => container.SecurityContext.AllowPrivilegeEscalation = null,
        ["privileged"] = (_, container) => container.SecurityContext.Privileged = true,
        ["capabilities are kept"] = (_, container) => container.SecurityContext.Capabilities.Drop = ["NET_RAW"],
        ["a capability is added"] = (_, container) => container.SecurityContext.Capabilities.Add = ["SYS_PTRACE"],
        ["a directory of the host"] = (pod, _) => pod.Volumes.Add(new() { Name = "host", HostPath = new() { Path = "/" } }),
        ["NFS"] = (pod, _) => pod.Volumes.Add(new() { Name = "nfs", Nfs = new() { Path = "/", Server = "nfs" } }),
        ["network of the host"] = (pod, _) => pod.HostNetwork = true,
        ["processes of the host"] = (pod, _) => pod.HostPID = true,
        ["IPC of the host"] = (pod, _) => pod.HostIPC = true,
        ["port of the host"] = (_, container) => container.Ports[0].HostPort = 10100,
        ["sysctl"] = (pod, _) => pod.SecurityContext.Sysctls = [new() { Name = "kernel.msgmax", Value = "1" }],
        ["/proc as it is"] = (_, container) => container.SecurityContext.ProcMount = "Unmasked",
        ["AppArmor is off"] = (_, container) => container.SecurityContext.AppArmorProfile = new() { Type = "Unconfined" },
        ["SELinux type"] = (pod, _) => pod.SecurityContext.SeLinuxOptions = new() { Type = "spc_t" },
        ["SELinux user"] = (_, container) => container.SecurityContext.SeLinuxOptions = new() { User = "system_u" },
        ["a probe of another host"] = (_, container) => container.LivenessProbe.HttpGet.Host = "169.254.169.254",
        ["an init container without a context"] = (pod, _) => pod.InitContainers = [new() { Name = "first" }],
    };

    public static TheoryData<string> Names => [.. Changes.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_pod_that_may_more_is_found(string name)
    {
        var pod = Manifests.Read("sqlite").Pods.Single().Template.Spec;
        Assert.Empty(RestrictedStandard.Violations(pod));
        Changes[name](pod, pod.Containers[0]);
        Assert.NotEmpty(RestrictedStandard.Violations(pod));
    }
}
