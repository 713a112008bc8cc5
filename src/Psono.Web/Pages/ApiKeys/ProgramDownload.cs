namespace Psono.Web.Pages.ApiKeys;

/// <summary>How psonoci is fetched from this server: exactly the one that it hands out now, whatever a proxy puts in its place.</summary>
public sealed class ProgramDownload(Uri server, string sha256)
{
    private readonly Uri _program = new(server, "/install/linux-x64/psonoci");

    public string Sha256 { get; } = sha256;

    /// <summary>Leaves an executable psonoci in the working directory.</summary>
    public IReadOnlyList<string> Steps =>
        [$"curl -fsSL {_program} -o psonoci", $"echo '{Sha256}  psonoci' | sha256sum --check", "chmod +x psonoci"];

    /// <summary>The same as one command, which ends where something fails.</summary>
    public string Command => string.Join(" &&\n  ", Steps);

    /// <summary>The same in a Dockerfile.</summary>
    public string ForImage => $"ADD --chmod=755 --checksum=sha256:{Sha256} {_program} /usr/local/bin/psonoci";
}
