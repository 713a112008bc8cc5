namespace Psono.Server.Configuration;

/// <summary>
/// One thing that can be set: <c>NAME</c> in appsettings.json, <c>PSONO_NAME</c> in the environment, <c>--name</c> on the command line.
/// </summary>
/// <param name="Name">In capitals, as in the settings of the reference server where it has the same.</param>
/// <param name="Default">The value when nothing is set; empty: none.</param>
/// <param name="Example">A value for the help.</param>
/// <param name="Help">What it does, in one line.</param>
/// <param name="Apply">Parses the text into the options; throws <see cref="FormatException"/> with what was expected.</param>
internal sealed record Setting(string Name, string Default, string Example, string Help, Action<ServerOptions, string> Apply)
{
    /// <summary>The value may also come from the file named by <c>PSONO_NAME_FILE</c>, so that it is in no environment.</summary>
    public bool Secret { get; init; }

    public string Environment => "PSONO_" + Name;

    public string Option => "--" + Name.ToLowerInvariant().Replace('_', '-');
}
