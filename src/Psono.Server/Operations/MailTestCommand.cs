using System.CommandLine;
using System.Security.Authentication;
using Psono.Server.Hosting;
using Psono.Server.Mail;
using Psono.Server.Mail.Letters;

namespace Psono.Server.Operations;

internal sealed class MailTestCommand : ServerCommand
{
    private readonly Argument<string> _address = new("address") { Description = "e-mail address, such as alice@example.com" };
    private readonly Option<string?> _language = MailLanguage.Option();

    public MailTestCommand()
        : base("test", "send a test e-mail with the settings of the server, and show what the mail server says")
    {
        Add(_address);
        Add(_language);
    }

    public override IReadOnlyList<string> Examples => ["psono-server mail test alice@example.com"];

    public override async Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var options = parts.Options;
        var address = AccountAddress.Of("<address>", given.GetValue(_address)!);
        var reader = new MailReader(MailLanguage.Of(given.GetValue(_language)) ?? options.DefaultLanguage);
        if (!options.SendsEmail)
            throw new OperatorException("no mail server is set up: --email-host");
        try
        {
            var receipt = await parts.Mailer.SendAsync(address, new TestLetter(options.WebClientUrl).For(reader));
            return new OperatorAnswer(
                Note: $"{options.EmailHost}:{options.EmailPort} ({Words(receipt.Tls)}) took the e-mail to {address}: {receipt.Reply}");
        }
        catch (MailException e)
        {
            throw new OperatorException(MailLanguage.Of(e));
        }
    }

    private static string Words(SslProtocols? tls) => tls switch
    {
        null => "not encrypted",
        SslProtocols.Tls13 => "TLS 1.3",
        SslProtocols.Tls12 => "TLS 1.2",
        _ => "TLS",
    };
}
