namespace Psono.Web.Programs;

/// <summary>How psonoci is fetched from this server: exactly the one that it hands out now, whatever a proxy puts in its place.</summary>
public sealed class ProgramDownload(Uri server, ProgramPlatform platform, string sha256)
{
    public ProgramPlatform Platform { get; } = platform;

    public string Sha256 { get; } = sha256;

    public Uri Address { get; } = new(server, $"/install/{platform.Name}/{platform.Program}");

    /// <summary>Installs psonoci on Linux and macOS, whatever the processor.</summary>
    public string Line => $"curl -fsSL {new Uri(server, "/install.sh")} | sh";

    /// <summary>Leaves an executable psonoci in the working directory. Not for Windows.</summary>
    public IReadOnlyList<string> Steps =>
    [
        $"curl -fsSL {Address} -o psonoci",
        $"echo '{Sha256}  psonoci' | {(Platform.IsLinux ? "sha256sum" : "shasum -a 256")} --check",
        "chmod +x psonoci",
    ];

    /// <summary>The same as one command, which ends where something fails; on Windows for PowerShell.</summary>
    public string Command => Platform.IsWindows ? PowerShell : string.Join(" &&\n  ", Steps);

    /// <summary>The same in a Dockerfile.</summary>
    public string ForImage => $"ADD --chmod=755 --checksum=sha256:{Sha256} {Address} /usr/local/bin/psonoci";

    /// <summary>Showing progress makes the PowerShell of Windows many times slower.</summary>
    private string PowerShell => $$"""
        & {
          $ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'
          Invoke-WebRequest -UseBasicParsing {{Address}} -OutFile psonoci.new
          if ((Get-FileHash psonoci.new).Hash -ne '{{Sha256}}') { throw 'psonoci.new has another SHA-256' }
          Move-Item -Force psonoci.new psonoci.exe
          .\psonoci.exe --version
        }
        """;
}
