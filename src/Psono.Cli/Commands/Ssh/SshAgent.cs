using System.Buffers.Binary;
using System.Net.Sockets;

namespace Psono.Cli.Commands.Ssh;

/// <summary>The agent behind a socket.</summary>
internal static class SshAgent
{
    private const byte Success = 6;

    /// <summary>What OpenSSH takes for an answer at most.</summary>
    private const uint MaxAnswer = 256 * 1024;

    public static async Task SendAsync(string path, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            await using var stream = new NetworkStream(socket);
            var length = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(length, (uint)message.Length);
            await stream.WriteAsync(length, cancellationToken);
            await stream.WriteAsync(message, cancellationToken);
            await ReadAnswerAsync(stream, path, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or IOException or ArgumentException)
        {
            throw NoAgent(path);
        }
    }

    /// <summary>The answer: its length, then a byte that says whether it worked. Success is that byte alone.</summary>
    internal static async Task ReadAnswerAsync(Stream stream, string path, CancellationToken cancellationToken)
    {
        var answer = new byte[sizeof(uint) + 1];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        var length = BinaryPrimitives.ReadUInt32BigEndian(answer);
        if (length is 0 or > MaxAnswer)
            throw NoAgent(path);
        if (length != 1 || answer[^1] != Success)
        {
            throw new PsonociException(
                "ssh-agent", "the ssh-agent rejected the key",
                "it may be locked (ssh-add -X), or not support this type of key, a lifetime or confirmation");
        }
    }

    private static PsonociException NoAgent(string path) =>
        new("ssh-agent", $"cannot connect to an ssh-agent at {path}", "start one: eval \"$(ssh-agent)\"; or use --ssh-auth-sock-path");
}
