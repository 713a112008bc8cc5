using System.CommandLine;

namespace Psono.Cli.Commands;

/// <summary>
/// A command, with the facts about it that others need: help, manual page, completions, and what becomes of its arguments.
/// </summary>
internal abstract class PsonoCommand(string name, string description) : Command(name, description)
{
    /// <summary>The lines that people copy. A group shows those of its first command.</summary>
    public virtual IReadOnlyList<string> Examples => Subcommands.OfType<PsonoCommand>().FirstOrDefault()?.Examples ?? [];

    /// <summary>What it works with; that of its group, if it does not say itself.</summary>
    public virtual Needs Needs => Parents.OfType<PsonoCommand>().FirstOrDefault()?.Needs ?? Needs.ApiKey;

    /// <summary>Whether the options that its group has for all its commands mean something for it.</summary>
    public virtual bool TakesOptionsOfGroup => true;

    /// <summary>Whether what follows its options is the command line of another program, to which all other exit codes belong.</summary>
    public virtual bool TakesCommandLine => false;
}
