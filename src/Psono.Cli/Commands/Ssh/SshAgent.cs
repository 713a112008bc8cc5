using System.Buffers.Binary;
using System.Net.Sockets;

namespace Psono.Cli.Commands.Ssh;

/// <summary>The agent behind a socket.</summary>
internal static class SshAgent
{
    private const byte Success = 6;

    public static async Task SendAsync(string path, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        byte answer;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            await using var stream = new NetworkStream(socket);
            var length = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(length, (uint)message.Length);
            await stream.WriteAsync(length, cancellationToken);
            await stream.WriteAsync(message, cancellationToken);

            // The answer: its length, then one byte that says whether it worked.
            var reply = new byte[sizeof(uint) + 1];
            await stream.ReadExactlyAsync(reply, cancellationToken);
            answer = reply[^1];
        }
        catch (Exception e) when (e is SocketException or IOException or ArgumentException)
        {
            throw new PsonociException(
                "ssh-agent", $"cannot talk to an ssh-agent at {path}", "start one: eval \"$(ssh-agent)\"; or give --ssh-auth-sock-path");
        }

        if (answer != Success)
        {
            throw new PsonociException(
                "ssh-agent", "the ssh-agent does not take the key",
                "it may be locked (ssh-add -X), or not know this type of key, a lifetime or a confirmation");
        }
    }
}
