using System.CommandLine;

namespace Psono.Cli.Configuration;

/// <summary>What is given here is secret: it is overwritten in what <c>ps</c> and <c>/proc</c> show, as soon as psonoci runs.</summary>
internal interface ISensitive
{
    /// <summary>Whether it is of the form NAME=VALUE, and the name may be seen.</summary>
    bool AfterEquals => false;
}

/// <summary>An option whose value is secret.</summary>
internal sealed class SensitiveOption(string name) : Option<string?>(name), ISensitive;

/// <summary>An argument that is secret.</summary>
internal sealed class SensitiveArgument(string name) : Argument<string>(name), ISensitive;

/// <summary>Arguments of the form NAME=VALUE, of which the values are secret.</summary>
internal sealed class SensitiveAssignments(string name) : Argument<string[]>(name), ISensitive
{
    public bool AfterEquals => true;
}
