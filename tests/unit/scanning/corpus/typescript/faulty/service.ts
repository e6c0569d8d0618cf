// A service that takes its callers at their word.
import { exec } from "node:child_process"
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import path from "node:path"
import type { Request, Response } from "express"

interface Database {
    query(sql: string, values?: unknown[]): Promise<unknown[]>
}

const REPORTS = "/srv/reports"
const apiToken: string = "ghp_16C7e42F292c6912E7710c838347Ae178B4a" // fault: token CWE-798

export function calculate(formula: string): number {
    return eval(formula) as number // fault: eval CWE-95
}

export function pack(folder: string): void {
    exec(`tar czf out.tgz ${folder}`) // fault: shell CWE-78
}

export async function findOrders(db: Database, customer: string): Promise<unknown[]> {
    return db.query(`SELECT * FROM orders WHERE customer = '${customer}'`) // fault: sql CWE-89
}

export function readReport(name: string): Promise<string> {
    return readFile(path.join(REPORTS, name), "utf8") // fault: path-traversal CWE-22
}

export function hashPassword(text: string): string {
    return createHash("sha1").update(text).digest("hex") // fault: sha1 CWE-327
}

export function newToken(): string {
    const token: string = Math.random().toString(36) // fault: guessable CWE-330
    return token
}

export function leave(req: Request, res: Response): void {
    res.redirect(req.query.to as string) // fault: open-redirect CWE-601
}

export function header(): Record<string, string> {
    return { authorization: `Bearer ${apiToken}` }
}
