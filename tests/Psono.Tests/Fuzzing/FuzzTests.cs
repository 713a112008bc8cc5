using Psono.Tests.Shared.Fuzzing;

namespace Psono.Tests.Fuzzing;

/// <summary>Every parser of foreign bytes of the protocol, the client, psonoci and the web vault: it reads them, or says why not.</summary>
public sealed class FuzzTests
{
    private static readonly IReadOnlyList<FuzzTarget> All =
    [
        .. ConfigurationTargets.All, .. TextTargets.All, .. UrlTargets.All, .. SecretTargets.All, .. OpenPgpTargets.All, .. SshTargets.All,
        .. CacheTargets.All, .. AnswerTargets.All, .. VaultTargets.All, .. LoginTargets.All, .. CertificateTargets.All, .. WebTargets.All,
    ];

    public static TheoryData<string> Names { get; } = [.. All.Select(target => target.Name)];

    [Theory, MemberData(nameof(Names))]
    public Task Whatever_comes_is_read_or_refused(string target) => ShortRun.RunAsync(All.Single(other => other.Name == target));

    [Fact(Explicit = true)]
    public Task For_as_long_as_it_is_told() => LongRun.RunAsync(All);
}
