using Psono.Server.Users;

namespace Psono.Server.Mail;

/// <summary>
/// A mail of this server, with what it tells. Whoever adds one writes it in all languages: a record in <c>Letters/</c>, with a golden file
/// each in the tests. Words: docs/words.md.
/// </summary>
internal abstract record Letter
{
    public MailText For(MailReader reader) => reader.Language == Languages.French ? French(reader) : English(reader);

    protected abstract MailText English(MailReader reader);

    /// <summary>With its typography: <c>’</c>, and a narrow space before <c>: ; ? !</c>.</summary>
    protected abstract MailText French(MailReader reader);
}
