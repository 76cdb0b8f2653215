using Cornea.Graph.Ops;

namespace Cornea;

public sealed partial class Tensor
{
    /// <summary>Minus each element.</summary>
    /// <param name="a">A tensor.</param>
    /// <exception cref="InvalidOperationException">The tensor is one of bool.</exception>
    public static Tensor operator -(Tensor a) => a.DType != DType.Bool ? new(new Unary(UnaryKind.Negate), [a])
        : throw new InvalidOperationException(
            "Truth values have no negative: minus expects a tensor of numbers, but received one of bool. Use ! for the opposite, or " +
            "Cast(DType.Int32) first.");

    /// <summary>True where false.</summary>
    /// <param name="a">A tensor of bool.</param>
    public static Tensor operator !(Tensor a) => new(new Unary(UnaryKind.Not), [a]);

    /// <summary>Sum, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator +(Tensor a, Tensor b) => Apply(BinaryKind.Add, a, b);

    /// <summary>Sum, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator +(Tensor a, Operand b) => Apply(BinaryKind.Add, a, b);

    /// <summary>Sum, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator +(Operand a, Tensor b) => Apply(BinaryKind.Add, a, b);

    /// <summary>Difference, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    /// <exception cref="InvalidOperationException">Both are of bool.</exception>
    public static Tensor operator -(Tensor a, Tensor b) => Apply(BinaryKind.Subtract, a, b);

    /// <summary>Difference, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    /// <exception cref="InvalidOperationException">Both are of bool.</exception>
    public static Tensor operator -(Tensor a, Operand b) => Apply(BinaryKind.Subtract, a, b);

    /// <summary>Difference, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    /// <exception cref="InvalidOperationException">Both are of bool.</exception>
    public static Tensor operator -(Operand a, Tensor b) => Apply(BinaryKind.Subtract, a, b);

    /// <summary>Product, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator *(Tensor a, Tensor b) => Apply(BinaryKind.Multiply, a, b);

    /// <summary>Product, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator *(Tensor a, Operand b) => Apply(BinaryKind.Multiply, a, b);

    /// <summary>Product, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator *(Operand a, Tensor b) => Apply(BinaryKind.Multiply, a, b);

    /// <summary>Quotient; whole numbers are divided as float32, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator /(Tensor a, Tensor b) => Quotient(a, b);

    /// <summary>Quotient; whole numbers are divided as float32, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator /(Tensor a, Operand b) => Quotient(a, b);

    /// <summary>Quotient; whole numbers are divided as float32, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator /(Operand a, Tensor b) => Quotient(a, b);

    /// <summary>Remainder with the sign of the divisor, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator %(Tensor a, Tensor b) => ApplyToNumbers(BinaryKind.Remainder, a, b);

    /// <summary>Remainder with the sign of the divisor, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator %(Tensor a, Operand b) => ApplyToNumbers(BinaryKind.Remainder, a, b);

    /// <summary>Remainder with the sign of the divisor, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator %(Operand a, Tensor b) => ApplyToNumbers(BinaryKind.Remainder, a, b);

    /// <summary>True where less, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator <(Tensor a, Tensor b) => Apply(BinaryKind.Less, a, b);

    /// <summary>True where less, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator <(Tensor a, Operand b) => Apply(BinaryKind.Less, a, b);

    /// <summary>True where less, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator <(Operand a, Tensor b) => Apply(BinaryKind.Less, a, b);

    /// <summary>True where less or equal, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator <=(Tensor a, Tensor b) => Apply(BinaryKind.LessEqual, a, b);

    /// <summary>True where less or equal, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator <=(Tensor a, Operand b) => Apply(BinaryKind.LessEqual, a, b);

    /// <summary>True where less or equal, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator <=(Operand a, Tensor b) => Apply(BinaryKind.LessEqual, a, b);

    /// <summary>True where greater, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator >(Tensor a, Tensor b) => Apply(BinaryKind.Less, b, a);

    /// <summary>True where greater, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator >(Tensor a, Operand b) => Apply(BinaryKind.Less, b, a);

    /// <summary>True where greater, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator >(Operand a, Tensor b) => Apply(BinaryKind.Less, b, a);

    /// <summary>True where greater or equal, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator >=(Tensor a, Tensor b) => Apply(BinaryKind.LessEqual, b, a);

    /// <summary>True where greater or equal, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator >=(Tensor a, Operand b) => Apply(BinaryKind.LessEqual, b, a);

    /// <summary>True where greater or equal, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator >=(Operand a, Tensor b) => Apply(BinaryKind.LessEqual, b, a);

    /// <summary>Both, bit by bit, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator &(Tensor a, Tensor b) => Apply(BinaryKind.And, a, b);

    /// <summary>Both, bit by bit, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator &(Tensor a, Operand b) => Apply(BinaryKind.And, a, b);

    /// <summary>Both, bit by bit, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator &(Operand a, Tensor b) => Apply(BinaryKind.And, a, b);

    /// <summary>Either, bit by bit, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator |(Tensor a, Tensor b) => Apply(BinaryKind.Or, a, b);

    /// <summary>Either, bit by bit, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator |(Tensor a, Operand b) => Apply(BinaryKind.Or, a, b);

    /// <summary>Either, bit by bit, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator |(Operand a, Tensor b) => Apply(BinaryKind.Or, a, b);

    /// <summary>One but not both, bit by bit, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator ^(Tensor a, Tensor b) => Apply(BinaryKind.Xor, a, b);

    /// <summary>One but not both, bit by bit, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator ^(Tensor a, Operand b) => Apply(BinaryKind.Xor, a, b);

    /// <summary>One but not both, bit by bit, element by element.</summary>
    /// <param name="a">A number or a tensor.</param>
    /// <param name="b">A number or a tensor that broadcasts with it.</param>
    public static Tensor operator ^(Operand a, Tensor b) => Apply(BinaryKind.Xor, a, b);
}
