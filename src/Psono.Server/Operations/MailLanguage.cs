using System.CommandLine;
using Psono.Server.Mail;
using Psono.Server.Users;
using Psono.Shared;

namespace Psono.Server.Operations;

/// <summary>The language of a mail that a command sends, and what became of it.</summary>
internal static class MailLanguage
{
    public static Option<string?> Option() => new("--language")
    {
        Description = "language of the e-mail, en or fr; default: --default-language of the server",
        HelpName = "language",
    };

    /// <exception cref="OperatorException">No mail is written in it.</exception>
    public static string? Of(string? text) => text is null || Languages.OfMails.Contains(text)
        ? text
        : throw new OperatorException($"--language: expected {string.Join(" or ", Languages.OfMails)}, not '{Printable.Short(text)}'");

    /// <summary>Whoever runs the server may read what its mail server said.</summary>
    public static string Of(MailException problem) => problem.Message + (problem.Reply is { } reply ? $": {reply}" : "");
}
