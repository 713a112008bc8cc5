using System.CommandLine;
using Psono.Cli.Commands.Secret;
using Psono.Shared;

namespace Psono.Cli.Commands.Gpg;

internal sealed class GpgVerifyCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly OneSecret _secret;
    private readonly Argument<string?> _file = GpgCommand.Document("file that was signed");
    private readonly Option<string> _signature = new("--signature", "-s")
    {
        Description = "file with the detached signature, text or binary",
        HelpName = "path",
        Required = true,
    };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "print nothing, not even if the signature is invalid" };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "print details of the signature" };

    public GpgVerifyCommand(CommandContext context)
        : base("verify", "verify a detached signature with the key of a secret; exit with 0 if it is valid, else with 1")
    {
        _context = context;
        _secret = new OneSecret(context);
        _secret.AddTo(this);
        Add(_file);
        Add(_signature);
        Add(_quiet);
        Add(_verbose);
        SetAction(ExecuteAsync);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml gpg verify 0e1ed23d-cac8-4a04-868b-275bf43b81cd --signature release.tar.gz.asc release.tar.gz",
    ];

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var quiet = parsed.GetValue(_quiet);
        if (quiet && parsed.GetValue(_verbose))
            throw PsonociException.Usage("--quiet and --verbose cannot be combined");
        if (parsed.GetValue(_signature) == "-" && parsed.GetValue(_file) is null or "-")
            throw PsonociException.Usage("the document and the signature cannot both come from standard input");
        using var document = GpgCommand.Open(parsed.GetValue(_file));
        using var signature = GpgCommand.Open(parsed.GetValue(_signature));
        var (id, content) = await _secret.ReadAsync(parsed, cancellationToken);
        var text = NonEmpty(SecretValues.Read(content, "gpg_key_public")) ?? NonEmpty(SecretValues.Read(content, "gpg_key_private"))
            ?? throw new PsonociException(
                "no-value", $"secret {id} has no gpg-key-public: its type is {SecretValues.NameOf(content.Type)}");
        var verdict = OpenPgpSignature.Verify(OpenPgpKeyRing.Read(id, text), signature, document, TimeProvider.System.GetUtcNow());
        if (verdict.Problem is { } problem)
        {
            return quiet
                ? ExitCodes.Error
                : throw new PsonociException("bad-signature", $"{problem} (secret {id})");
        }

        if (!quiet)
            _context.Terminal.Tell($"psonoci: good signature from the key of '{Printable.Of(content.Title ?? "")}', {verdict.Signer}");
        if (parsed.GetValue(_verbose))
            _context.Terminal.Tell($"psonoci: {verdict.Details}");
        return ExitCodes.Success;
    }

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
