using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Renci.SshNet.Security;

namespace Psono.Cli.Commands.Ssh;

/// <summary>A request to an ssh-agent (draft-ietf-sshm-ssh-agent). Disposing of it zeroes the key in it.</summary>
internal sealed class AgentMessage : IDisposable
{
    private const byte AddIdentity = 17;
    private const byte AddConstrainedIdentity = 25;
    private const byte ConstrainLifetime = 1;
    private const byte ConstrainConfirm = 2;

    // More than the longest key takes: a buffer that grew would leave parts of the key behind.
    private readonly ArrayBufferWriter<byte> _bytes = new(64 * 1024);

    private AgentMessage()
    {
    }

    /// <summary>The message, without the length that goes before it.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public static AgentMessage Add(Key key, string comment, uint? lifetime, bool confirm)
    {
        var message = new AgentMessage();
        message.Write(lifetime is null && !confirm ? AddIdentity : AddConstrainedIdentity);
        message.Write(key);
        message.WriteText(Encoding.UTF8.GetBytes(comment));
        if (lifetime is { } seconds)
        {
            message.Write(ConstrainLifetime);
            message.Write(seconds);
        }

        if (confirm)
            message.Write(ConstrainConfirm);
        return message;
    }

    public void Dispose() => _bytes.Clear();

    private void Write(Key key)
    {
        WriteText(Encoding.ASCII.GetBytes(key.ToString()!));
        switch (key)
        {
            case RsaKey rsa:
                foreach (var number in new[] { rsa.Modulus, rsa.Exponent, rsa.D, rsa.InverseQ, rsa.P, rsa.Q })
                    Write(number);
                break;
            case EcdsaKey ecdsa:
                var parameters = ecdsa.Ecdsa!.ExportParameters(includePrivateParameters: true);
                WriteText(Encoding.ASCII.GetBytes($"nistp{ecdsa.KeyLength}"));
                WriteText([4, .. parameters.Q.X!, .. parameters.Q.Y!]);
                Write(new BigInteger(parameters.D, isUnsigned: true, isBigEndian: true));
                CryptographicOperations.ZeroMemory(parameters.D);
                break;
            case ED25519Key ed25519:
                WriteText(ed25519.PublicKey);
                WriteText([.. ed25519.PrivateKey, .. ed25519.PublicKey]);
                break;
            default:
                throw new PsonociException("ssh-key", $"keys of type {key} are not supported");
        }
    }

    private void Write(byte value) => _bytes.Write([value]);

    private void Write(uint number)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(sizeof(uint)), number);
        _bytes.Advance(sizeof(uint));
    }

    private void WriteText(ReadOnlySpan<byte> text)
    {
        Write((uint)text.Length);
        _bytes.Write(text);
    }

    private void Write(BigInteger number) => WriteText(number.ToByteArray(isUnsigned: false, isBigEndian: true));
}
