using System.CommandLine;
using Org.BouncyCastle.Bcpg;
using Psono.Cli.Commands.Secret;
using Psono.Cli.Configuration;

namespace Psono.Cli.Commands.Gpg;

internal sealed class GpgSignCommand : PsonoCommand
{
    private readonly CommandContext _context;
    private readonly OneSecret _secret;
    private readonly KeyPassphrase _passphrase;
    private readonly Argument<string?> _file = GpgCommand.Document("file to sign");
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "file for the signature; standard output if omitted",
        HelpName = "path",
    };
    private readonly Option<bool> _armor = new("--armor", "-a") { Description = "write the signature as text (ASCII armor)" };

    public GpgSignCommand(CommandContext context)
        : base("sign", "create a detached signature, like gpg --detach-sign")
    {
        _context = context;
        _secret = new OneSecret(context);
        _passphrase = new KeyPassphrase(context);
        _secret.AddTo(this);
        Add(_file);
        Add(_output);
        Add(_armor);
        _passphrase.AddTo(this);
        SetAction(ExecuteAsync);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "psonoci -c psonoci.toml gpg sign 0e1ed23d-cac8-4a04-868b-275bf43b81cd --armor --output release.tar.gz.asc release.tar.gz",
    ];

    private async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var document = GpgCommand.Open(parsed.GetValue(_file));
        var (id, content) = await _secret.ReadAsync(parsed, cancellationToken);
        var text = SecretValues.Read(content, "gpg_key_private");
        if (string.IsNullOrEmpty(text))
            throw new PsonociException(
                "no-value", $"secret {id} has no gpg-key-private: its type is {SecretValues.NameOf(content.Type)}");
        var now = TimeProvider.System.GetUtcNow();
        var ring = OpenPgpKeyRing.Read(id, text);
        var key = ring.SigningKey(now)
            ?? throw new PsonociException("gpg-key", $"secret {id} has no private key that can sign now", ring.Refusals(now));
        using var secretKey = OpenPgpSecretKey.Open(key, id, () => _passphrase.Read(parsed));
        var signature = OpenPgpSignature.Make(secretKey, document, now).GetEncoded();
        Write(parsed.GetValue(_output), parsed.GetValue(_armor) ? Armor(signature) : signature);
        return ExitCodes.Success;
    }

    private void Write(string? path, byte[] signature)
    {
        if (path is null or "-")
            _context.Terminal.Write(signature);
        else
            OutputFile.Write(path, signature, overwrite: true, OutputFile.Public);
    }

    private static byte[] Armor(byte[] signature)
    {
        var text = new MemoryStream();
        using (var armor = new ArmoredOutputStream(text, addVersionHeader: false))
            armor.Write(signature);
        return text.ToArray();
    }
}
