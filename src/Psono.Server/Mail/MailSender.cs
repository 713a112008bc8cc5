using Psono.Server.Http.Fields;
using Psono.Shared;

namespace Psono.Server.Mail;

/// <summary>Whom mails are from: <c>vault@example.com</c>, or <c>Example vault &lt;vault@example.com&gt;</c>.</summary>
/// <param name="Name">Empty: the address alone.</param>
/// <param name="Address">It may be in a domain of one word, as in networks that are only reached from inside.</param>
internal sealed record MailSender(string Name, string Address)
{
    /// <exception cref="FormatException">It is none.</exception>
    public static MailSender Parse(string text)
    {
        var open = text.LastIndexOf('<');
        var isNamed = open >= 0 && text.EndsWith('>');
        var name = isNamed ? text[..open].Trim().Trim('"') : "";
        var address = isNamed ? text[(open + 1)..^1].Trim() : text.Trim();
        return Printable.IsPlain(name) && (EmailAddress.IsValid(address) || EmailAddress.IsValid(address + ".example"))
            ? new MailSender(name, address)
            : throw new FormatException("expected an address such as vault@example.com or Example vault <vault@example.com>");
    }
}
